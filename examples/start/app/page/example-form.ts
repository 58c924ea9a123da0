import { escapeHtml } from '../../../shared/html'
import { type Example, type Method, ownOrigin } from '../catalogue'
import { sources } from '../sources'
import { type Kind, type Parameter, parametersOf } from './signature'

/** Calls the methods of an object: a field for the object's name, and one for each parameter. */
export function exampleForm(example: Example, origin: string): string {
  const { folder, object, name, methods } = example
  const options = methods.map(({ name }) => `<option>${escapeHtml(name)}</option>`)
  return `<form class="try" data-object="${escapeHtml(object)}">
      <label for="${folder}-name">${escapeHtml(object)}</label>
      <input id="${folder}-name" name="name" value="${escapeHtml(name)}" required autocomplete="off" spellcheck="false">
      <label for="${folder}-method">Method</label>
      <select id="${folder}-method" name="method" autocomplete="off">${options.join('')}</select>
      ${methods.map((method, index) => fields(folder, { method, origin, isShown: index === 0 })).join('')}
      <button class="primary" type="submit">Call</button>
    </form>`
}

interface Fields {
  method: Method
  origin: string
  isShown: boolean
}

/** Those of one method. What is hidden is disabled, so that the browser does not check it. */
function fields(folder: string, { method, origin, isShown }: Fields): string {
  const parameters = parametersOf(sources[folder]?.text ?? '', method.name)
  const drawn = parameters.map((parameter, index) => {
    const value = method.args[index]
    const id = `${folder}-${method.name}-${index}`
    return field(id, { parameter, value, origin })
  })
  const state = isShown ? '' : ' hidden disabled'
  return `<fieldset data-method="${escapeHtml(method.name)}" aria-label="Parameters"${state}>${drawn.join('')}</fieldset>`
}

interface Field {
  parameter: Parameter
  /** What the page suggests. */
  value: unknown
  origin: string
}

function field(id: string, { parameter, value, origin }: Field): string {
  const { name, isOptional, initial = '' } = parameter
  const kind = parameter.kind ?? kindOf(value)
  const hint = [kind === 'json' ? 'JSON' : kind, ...(isOptional ? ['optional'] : [])].join(', ')
  const required = isOptional || kind === 'text' ? '' : ' required'
  const attributes = `id="${id}" data-kind="${kind}" data-name="${escapeHtml(name)}"${
    isOptional ? ' data-optional' : ''
  }${required} placeholder="${escapeHtml(initial)}" autocomplete="off" spellcheck="false"`
  const label = `<label for="${id}">${escapeHtml(name)} <small>${hint}</small></label>`
  const text = escapeHtml(asText(value, kind).replaceAll(ownOrigin, origin))
  if (kind === 'json') return `${label}<textarea ${attributes} rows="1">${text}</textarea>`
  const type = kind === 'number' ? 'type="number" step="any"' : 'type="text"'
  return `${label}<input ${attributes} ${type} value="${text}">`
}

/** Of a parameter without a type. */
function kindOf(value: unknown): Kind {
  const known: Record<string, Kind> = { string: 'text', number: 'number', boolean: 'boolean' }
  return known[typeof value] ?? 'json'
}

function asText(value: unknown, kind: Kind): string {
  if (value === undefined) return ''
  return kind === 'json' ? JSON.stringify(value) : String(value)
}

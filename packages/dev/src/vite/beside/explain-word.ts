import type { ESTree } from 'vite'
import { keyOf } from '../../app/expressions.ts'
import { placeOf, type Source } from '../../app/source.ts'
import { findCalls, readViteConfig } from '../../config/vite-settings.ts'
import { UserError } from '../../user-error.ts'

const importLine = "import { cloudwerk, cloudwerkConfig } from '@cloudwerk/dev/vite'"

/** The project has a `cloudflare()` that knows nothing of the app's objects: which line to write in its place. */
export async function explainWord(root: string): Promise<UserError> {
  const source = await readViteConfig(root)
  const [found] = source ? findCalls(source, 'cloudflare') : []
  const line = source && found ? lineFor(source, found) : 'cloudflare({ config: cloudwerkConfig })'
  return new UserError(
    "The project's own cloudflare() does not know the app's objects: the option `config` is missing.",
    {
      file: source && found ? placeOf(source, found.call.start) : source?.file,
      hint: `Write these lines, where the order of the plugins does not matter:

  ${importLine}

  plugins: [
    ${line},
    cloudwerk(),
  ]`,
    },
  )
}

/** Two of them would build two Workers. */
export function explainTwice(): UserError {
  return new UserError("Cloudflare's plugin is among the plugins more than once.", {
    file: 'vite.config.ts',
    hint: 'Keep one cloudflare(), directly in the list of plugins: one in a promise is seen too late.',
  })
}

interface Found {
  call: ESTree.CallExpression
  options: ESTree.ObjectExpression | undefined
}

/** The call as it is written, with the option. */
function lineFor({ text }: Pick<Source, 'text'>, { call, options }: Found): string {
  const callee = text.slice(call.callee.start, call.callee.end)
  const [argument] = call.arguments
  if (!argument) return `${callee}({ config: cloudwerkConfig })`
  if (!options) {
    return `${callee}({ ...${text.slice(argument.start, argument.end)}, config: cloudwerkConfig })`
  }
  const others = options.properties.map((property) => {
    const written = text.slice(property.start, property.end).replaceAll(/\s+/g, ' ')
    return isConfig(property) ? combined(property, text) : written
  })
  const has = options.properties.some(isConfig)
  return `${callee}({ ${[...(has ? [] : ['config: cloudwerkConfig']), ...others].join(', ')} })`
}

function isConfig(property: ESTree.ObjectExpression['properties'][number]): boolean {
  return property.type === 'Property' && keyOf(property) === 'config'
}

/** The user's own additions stay, and win. */
function combined(property: ESTree.ObjectExpression['properties'][number], text: string): string {
  const value = property.type === 'Property' ? property.value : undefined
  const isObject = value?.type === 'ObjectExpression'
  const theirs = value ? text.slice(value.start, value.end).replaceAll(/\s+/g, ' ') : ''
  const more = isObject ? theirs.replace(/^\{ ?| ?,? ?\}$/g, '') : `...(${theirs})(worker)`
  return `config: (worker) => ({ ...cloudwerkConfig(worker), ${more} })`
}

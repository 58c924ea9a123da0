import { listBindings } from '../config/binding-kinds.ts'
import { fieldsOf, itemsOf } from '../config/fields.ts'

type Config = Readonly<Record<string, unknown>>

/** One line for each binding or event of the app that bare workerd does not support. */
export function formatUnsupported(config: Config): string[] {
  return [...formatBindings(config), ...formatForeignObjects(config), ...formatEvents(config)]
}

function formatBindings(config: Config): string[] {
  return listBindings(config).flatMap(({ name, called }) =>
    called === undefined ? [] : [unserved(name, called)],
  )
}

function formatForeignObjects(config: Config): string[] {
  return itemsOf(fieldsOf(config.durable_objects).bindings).flatMap((entry) => {
    const { name, class_name, script_name } = fieldsOf(entry)
    if (typeof script_name !== 'string') return []
    return [unserved(String(name), `the object ${class_name} of another Worker, ${script_name}`)]
  })
}

function formatEvents(config: Config): string[] {
  const consumed = itemsOf(fieldsOf(config.queues).consumers)
  return consumed.map(
    (entry) => `The queue ${fieldsOf(entry).queue} is not consumed under cloudwerk start.`,
  )
}

function unserved(binding: string, called: string): string {
  return `env.${binding} is ${called}, which cloudwerk start cannot serve: it is undefined here.`
}

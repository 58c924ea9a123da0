import { findNodeAtLocation, getNodeValue, type JSONPath } from 'jsonc-parser'
import { placeOf } from '../app/source.ts'
import { type ConfigFile, configName, isToml } from './config-file.ts'
import { parseJsonc } from './parse-jsonc.ts'

interface Value {
  environment: string | undefined
  /** Where it is in the configuration, below its environment: `['triggers', 'crons']`. */
  path: JSONPath
  /** The text that the item there holds. */
  text: string
}

/** `wrangler.jsonc:7:18`; the file alone where the text is not found in it. */
export function placeInConfig(file: ConfigFile | undefined, value: Value): string {
  if (!file) return configName(file)
  const offset = isToml(file) ? offsetOfText(file.text, value.text) : offsetInJson(file, value)
  return offset === undefined ? file.name : placeOf({ file: file.name, text: file.text }, offset)
}

function offsetInJson(file: ConfigFile, { environment, path, text }: Value): number | undefined {
  const root = parseJsonc(file.text, file.name)
  const own = environment && findNodeAtLocation(root, ['env', environment, ...path])
  const list = own || findNodeAtLocation(root, path)
  const item = list?.children?.find((child) =>
    JSON.stringify(getNodeValue(child)).includes(JSON.stringify(text)),
  )
  return item?.offset
}

function offsetOfText(config: string, text: string): number | undefined {
  const offset = config.indexOf(JSON.stringify(text))
  return offset < 0 ? undefined : offset
}

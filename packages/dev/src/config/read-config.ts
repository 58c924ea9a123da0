import { getNodeValue } from 'jsonc-parser'
import { UserError } from '../user-error.ts'
import { type ConfigFile, isToml } from './config-file.ts'
import { parseJsonc } from './parse-jsonc.ts'

/**
 * What a Wrangler configuration says, as it is written.
 *
 * @throws UserError for a file that cannot be read as one.
 */
export async function readConfig(file: ConfigFile): Promise<unknown> {
  if (isToml(file)) return readToml(file)
  return getNodeValue(parseJsonc(file.text.replace(/^\uFEFF/, ' '), file.name))
}

async function readToml({ path, name }: ConfigFile): Promise<unknown> {
  // Wrangler brings the parser, and takes a second to load.
  const { experimental_readRawConfig: readRawConfig } = await import('wrangler')
  try {
    return readRawConfig({ config: path }, { useRedirectIfAvailable: false }).rawConfig
  } catch (cause) {
    throw new UserError(`${name} is damaged: ${(cause as Error).message}`, {
      file: name,
      hint: 'Mend it by hand. Nothing was changed.',
      cause,
    })
  }
}

const variable = 'CLOUDWERK_INSPECTOR_PORT'
const defaultPort = 9229

/** Lets a debugger attach to the dev server of this process. */
export function openInspector(port: number = defaultPort): void {
  process.env[variable] = String(port)
}

/** The option of Cloudflare's plugin: false for no debugger. */
export function inspectorPort(): number | false {
  const port = process.env[variable]
  return port === undefined ? false : Number(port)
}

const variable = 'CLOUDWERK_INSPECTOR_PORT'
const defaultPort = 9229

/** Has the dev server of this process let a debugger attach. */
export function openInspector(port: number = defaultPort): void {
  process.env[variable] = String(port)
}

/** As Cloudflare's plugin takes it: false for no debugger. */
export function inspectorPort(): number | false {
  const port = process.env[variable]
  return port === undefined ? false : Number(port)
}

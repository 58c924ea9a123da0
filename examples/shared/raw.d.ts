/** A file's text, as Vite imports it. */
declare module '*?raw' {
  const text: string
  export default text
}

/** A module for browsers, bundled by `browserScripts` of browser-script.ts. */
declare module '*?script' {
  const text: string
  export default text
}

/** Declared here, since the types of Node would also declare globals that workerd lacks. */
declare module 'node:util' {
  export function inspect(value: unknown): string
}

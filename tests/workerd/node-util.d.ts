/** What these tests use of it; the types of Node's globals would be those of another platform. */
declare module 'node:util' {
  export function inspect(value: unknown): string
}

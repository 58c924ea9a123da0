/**
 * The address of the socket.
 *
 * @throws TypeError for an address that is relative where there is no page.
 */
export function socketAddress(url: string): string {
  const base = globalThis.location?.href
  if (!URL.canParse(url, base)) {
    throw new TypeError(
      `connect() cannot connect to ${JSON.stringify(url)}. Outside a page it needs an absolute address, such as ws://127.0.0.1:3000/room/lobby/live.`,
    )
  }
  return new URL(url, base).href.replace(/^http/, 'ws')
}

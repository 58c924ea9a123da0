/** Whether a request asks for a WebSocket. */
export function wantsSocket({ headers }: Request): boolean {
  return headers.get('Upgrade')?.toLowerCase() === 'websocket'
}

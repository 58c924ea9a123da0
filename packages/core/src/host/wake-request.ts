/**
 * Settles a promise of another request: code that awaits it continues there, or not at all when that request
 * has gone. The platform then prints a warning, which `cloudwerk start` recognizes by this name.
 */
export function wakeRequest(settle: () => void): void {
  const caller = { cloudwerkWakesRequest: settle }
  caller.cloudwerkWakesRequest()
}

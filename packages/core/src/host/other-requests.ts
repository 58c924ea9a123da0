/**
 * Settles a promise that another request made: what awaits it goes on there, and nowhere when that
 * request has gone. The platform then prints a warning, which `cloudwerk start` knows by the name here.
 */
export function wakeRequest(settle: () => void): void {
  const caller = { cloudwerkWakesRequest: settle }
  caller.cloudwerkWakesRequest()
}

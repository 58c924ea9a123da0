/** What a call failed with. An RpcPromise is a function too, which `rejects` would call. */
export async function messageOf(call: PromiseLike<unknown>): Promise<string> {
  try {
    return `no error, but ${JSON.stringify(await call)}`
  } catch (error) {
    return (error as Error).message
  }
}

/** The server died before it had responded. */
export class ConnectionLost extends Error {}

/** The method threw. */
export class CallFailed extends Error {}

export interface ObjectClient {
  /** Calls a method and returns its result. Rejects with ConnectionLost or CallFailed. */
  call<T = unknown>(method: string, ...args: unknown[]): Promise<T>
  /** The same by `once`, with a key. */
  callOnce<T = unknown>(key: string, method: string, ...args: unknown[]): Promise<T>
  /** Calls a method, but aborts the request if there is no response in the given time. */
  abandon(milliseconds: number, method: string, ...args: unknown[]): Promise<void>
}

export function connect(url: string, className: string, name: string): ObjectClient {
  const object = `${url}/${className}/${name}`
  return {
    call: <T>(method: string, ...args: unknown[]) => post<T>(`${object}/${method}`, args),
    callOnce: <T>(key: string, method: string, ...args: unknown[]) =>
      post<T>(`${object}/${method}?once=${encodeURIComponent(key)}`, args),
    async abandon(milliseconds, method, ...args) {
      const signal = AbortSignal.timeout(milliseconds)
      await post(`${object}/${method}`, args, signal).catch((error) => {
        if (!signal.aborted) throw error
      })
    },
  }
}

async function post<T>(url: string, args: unknown[], signal?: AbortSignal): Promise<T> {
  const body = JSON.stringify(args)
  const answer = await fetch(url, { method: 'POST', body, signal })
    .then((response) => response.json())
    .catch((cause) => {
      throw new ConnectionLost(`${url} did not respond`, { cause })
    })
  const { error, result } = answer as { error?: string; result: T }
  if (error !== undefined) throw new CallFailed(`${url}: ${error}`)
  return result
}

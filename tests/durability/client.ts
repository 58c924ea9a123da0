/** The server went away before it had answered. */
export class ConnectionLost extends Error {}

/** The method threw. */
export class CallFailed extends Error {}

export interface ObjectClient {
  /** The method's result; rejects with ConnectionLost or CallFailed. */
  call<T = unknown>(method: string, ...args: unknown[]): Promise<T>
}

export function connect(url: string, className: string, name: string): ObjectClient {
  return {
    call: <T>(method: string, ...args: unknown[]) =>
      post<T>(`${url}/${className}/${name}/${method}`, args),
  }
}

async function post<T>(url: string, args: unknown[]): Promise<T> {
  const body = JSON.stringify(args)
  const answer = await fetch(url, { method: 'POST', body })
    .then((response) => response.json())
    .catch((cause) => {
      throw new ConnectionLost(`no answer from ${url}`, { cause })
    })
  const { error, result } = answer as { error?: string; result: T }
  if (error !== undefined) throw new CallFailed(`${url}: ${error}`)
  return result
}

import { decodeData, encodeData, encodeReceived } from '@cloudwerk/durable-object/stubs'
import { errorHeader, fetchHeader, type LinkCall, type Target } from '../bindings/elsewhere/link.ts'
import { findNamespace } from '../bindings/find-namespace.ts'
import type { OpenStub } from '../bindings/object-stub.ts'

type Env = Record<string, unknown>

/**
 * Answers a call from Node. Its body is a line of JSON, with the object and the method, and then the arguments;
 * its answer is the result or, with status 500, the error.
 */
export async function answerCall(request: Request, env: Env): Promise<Response> {
  return answered(async () => {
    const text = await request.text()
    const end = text.indexOf('\n')
    const { method, once, ...target } = JSON.parse(text.slice(0, end)) as LinkCall
    const args = decodeData(text.slice(end + 1)) as unknown[]
    const stub = stubOf(target, env)
    const called = once === undefined ? stub[method]?.(...args) : stub[method]?.once(once, ...args)
    return new Response(encodeData(await called, 'result'))
  })
}

/** Answers a request from Node with the object's own `fetch`. */
export async function answerFetch(request: Request, env: Env): Promise<Response> {
  return answered(async () => {
    const text = decodeURIComponent(request.headers.get(fetchHeader) ?? '')
    const { url, ...target } = JSON.parse(text) as Target & { url: string }
    const sent = new Request(url, request)
    sent.headers.delete(fetchHeader)
    const response = await stubOf(target, env).fetch(sent)
    return new Response(response.body, response)
  })
}

async function answered(answer: () => Promise<Response>): Promise<Response> {
  try {
    return await answer()
  } catch (error) {
    const headers = { [errorHeader]: '1' }
    return new Response(encodeReceived(error), { status: 500, headers })
  }
}

function stubOf({ className, name = '', id }: Target, env: Env): OpenStub {
  const namespace = findNamespace(className, env)
  return id === undefined ? namespace.getByName(name) : namespace.get(namespace.idFromString(id))
}

type CounterStub = { increment(by?: number): Promise<number> }

export interface CounterEnvironment {
  COUNTER: DurableObjectNamespace
}

/** What each of the counters here answers to a request. */
export async function fetchCounter(_request: Request, env: CounterEnvironment): Promise<Response> {
  // The classes of these libraries have the method, and the binding has no type.
  const stub = env.COUNTER.getByName('one') as unknown as CounterStub
  return Response.json({ value: await stub.increment() })
}

import type { Environment } from '../contenders/contender.ts'
import { drive, type FindStub, openSocket } from './driver.ts'

/** Executes a command with the platform's own stubs. The bindings have the names of the classes. */
export function driveBindings(request: Request, env: Environment): Promise<Response> {
  const find: FindStub = (className, name) => {
    const namespace = env[className] as DurableObjectNamespace
    return namespace.getByName(name) as unknown as ReturnType<FindStub>
  }
  return request.headers.has('Upgrade') ? openSocket(request, find) : drive(request, find)
}

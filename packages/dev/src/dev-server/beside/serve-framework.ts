import { projectEnv } from '../../process/project-env.ts'
import { watchStopRequests } from '../../process/stop-requests.ts'
import { startBeside } from './start-beside.ts'

export interface FrameworkServer {
  root: string
  command: string
  /** How long it may take to end, in milliseconds. */
  gracePeriod: number
}

/** Runs the dev server of a framework that runs the objects itself. The process ends with it. */
export async function serveFramework(options: FrameworkServer): Promise<never> {
  const { root: cwd, command, gracePeriod } = options
  const server = startBeside({
    ...{ command, cwd, env: projectEnv(cwd) },
    onLine: (line, stream) => process[stream].write(`${line}\n`),
  })
  let isStopping = false
  watchStopRequests({
    stop() {
      isStopping = true
      server.stop(gracePeriod)
    },
    stopNow() {
      server.kill()
      process.exit()
    },
  })
  const code = await server.ended
  process.exit(isStopping ? 0 : code)
}

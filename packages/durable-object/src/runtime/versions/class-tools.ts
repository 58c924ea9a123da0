import { readHeader } from '../../state/index.ts'
import type { Runs } from '../events/handler-runner.ts'
import type { ObjectState } from '../object-state.ts'
import type { JobsAnswer, JobsRequest } from '../time/jobs/manage-jobs.ts'
import type { ClassVersions } from './code-version.ts'

/**
 * Where a class has what tools need of it. Not a method of its objects, so that no caller reaches it;
 * the tools extend the class.
 */
export const classTools: unique symbol = Symbol.for('cloudwerk.durable-object.tools')

/** What became of an object in a rehearsal. */
export interface Rehearsal {
  name: string | undefined
  /** The version of the data before; undefined where none was stored. */
  from: number | undefined
}

export interface ClassTools {
  /** Undefined where the definition has none. */
  versions(): ClassVersions | undefined
  rehearse(object: object): Promise<Rehearsal>
  /** Undefined where the Worker has no jobs. */
  jobs: ((object: object, request: JobsRequest) => Promise<JobsAnswer>) | undefined
}

interface RehearsedObject extends Runs {
  readonly state: ObjectState
}

/** Wakes an object, which migrates it and runs `start`, and checks all of its state. */
export async function rehearse(object: RehearsedObject): Promise<Rehearsal> {
  const { state, identity, blueprint } = object
  await state.rows.open()
  const header = state.rows.read(1)
  const from = header === null ? undefined : readHeader(header).dataVersion.version
  await object.run('rehearse', () => {
    blueprint.schema?.parse(state.live?.snapshot(), identity.describe())
  })
  return { name: identity.name, from }
}

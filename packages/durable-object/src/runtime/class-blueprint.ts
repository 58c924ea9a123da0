import type { AnyDurableObjectDefinition } from '../definition/definition.ts'
import type { Settings } from '../definition/settings.ts'
import type { SocketMessages } from './events/socket-messages.ts'
import type {
  ClassLive,
  ClassMemory,
  ClassSql,
  ClassTime,
  Features,
  StateSchema,
  StateVersions,
} from './features/features.ts'
import type { HandlerThis } from './handler/handler-this.ts'
import type { SilentSockets } from './handler/silent-sockets.ts'
import type { SocketOpening } from './handler/socket-opening.ts'
import type { ImmediateHandlers } from './turns/immediate-handlers.ts'

/** What all objects of one class share. */
export interface Blueprint {
  readonly name: string
  readonly definition: AnyDurableObjectDefinition
  readonly settings: Settings
  readonly HandlerClass: typeof HandlerThis
  readonly immediate: ImmediateHandlers
  /** Defined where handlers reach SQL. */
  readonly sql: ClassSql | undefined
  readonly features: Features
  /** Defined where the definition says who may connect, or what happens then. */
  readonly opening: SocketOpening | undefined
  /** Defined where the definition declares the messages of its sockets. */
  readonly messages: SocketMessages | undefined
  /** Undefined unless the definition closes silent sockets. */
  readonly silentSockets: SilentSockets | undefined
  /** Defined where the definition has a schema. */
  readonly schema: StateSchema | undefined
  /** Defined where the definition has versions. */
  readonly versions: StateVersions | undefined
  /** Defined where the definition has a memory. */
  readonly memory: ClassMemory | undefined
  /** Defined where pages may follow the objects. */
  readonly live: ClassLive | undefined
  /** Defined where the definition has jobs, schedules or expiry. */
  readonly time: ClassTime | undefined
  /** Whether handlers that make others wait are reported. */
  readonly dev: boolean
  /** Whether tools may read the state and the last commits. */
  readonly inspect: boolean
}

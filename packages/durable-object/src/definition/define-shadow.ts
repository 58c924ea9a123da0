import type { StandardSchemaV1 } from '@standard-schema/spec'
import type { AnyValue } from './any-value.ts'
import type { ObjectContext } from './context.ts'
import type {
  AnyMemory,
  FreeMemory,
  LiveGroup,
  MemoryGroup,
  MethodSettings,
  NamesOf,
  ObjectThis,
} from './define.ts'
import type { DurableObjectDefinition, Handlers } from './definition.ts'
import type { JobEntry } from './jobs.ts'
import type { Live } from './live.ts'
import type { MessageOf, MessageSchemas, SocketHandlers } from './sockets.ts'
import type { ObjectVersions } from './versions.ts'

/**
 * The type of `defineDurableObject` in the shadows of `.cloudwerk/shadow`: a state that is given as a type
 * argument takes a call of its own, so that methods are still inferred. No function has this type.
 *
 * @internal
 */
export interface DefineShadow {
  <State>(): <
    Methods extends object = object,
    Helpers extends object = object,
    // biome-ignore lint/complexity/noBannedTypes: no jobs
    Payloads = {},
    const Given extends Live<NoInfer<State>, NoInfer<Methods>, AnyValue> = object,
    Memory extends AnyMemory = never,
    Data = AnyValue,
    // biome-ignore lint/complexity/noBannedTypes: no messages
    Messages extends MessageSchemas = {},
  >(
    config: ShadowConfig<Methods, Helpers, Payloads, Data, Messages> & {
      schema?: unknown
      init?(ctx: ObjectContext): AnyValue
    } & ThisType<ObjectThis<State, Methods, Helpers, Payloads, Given, Memory>> &
      LiveGroup<State, Methods, Given> &
      MemoryGroup<Memory> &
      FreeMemory<NoInfer<keyof Methods | keyof Helpers>>,
  ) => DurableObjectDefinition<State, Methods, Helpers, Given>
  <
    Schema extends StandardSchemaV1,
    Methods extends object = object,
    Helpers extends object = object,
    // biome-ignore lint/complexity/noBannedTypes: no jobs
    Payloads = {},
    const Given extends Live<
      StandardSchemaV1.InferOutput<NoInfer<Schema>>,
      NoInfer<Methods>,
      AnyValue
    > = object,
    Memory extends AnyMemory = never,
    Data = AnyValue,
    // biome-ignore lint/complexity/noBannedTypes: no messages
    Messages extends MessageSchemas = {},
  >(
    config: ShadowConfig<Methods, Helpers, Payloads, Data, Messages> & {
      schema: Schema
      init?(ctx: ObjectContext): AnyValue
    } & ThisType<
        ObjectThis<StandardSchemaV1.InferOutput<Schema>, Methods, Helpers, Payloads, Given, Memory>
      > &
      LiveGroup<StandardSchemaV1.InferOutput<Schema>, Methods, Given> &
      MemoryGroup<Memory> &
      FreeMemory<NoInfer<keyof Methods | keyof Helpers>>,
  ): DurableObjectDefinition<StandardSchemaV1.InferOutput<Schema>, Methods, Helpers, Given>
  <
    // biome-ignore lint/complexity/noBannedTypes: the state of an object without init is `{}`
    State = {},
    Methods extends object = object,
    Helpers extends object = object,
    // biome-ignore lint/complexity/noBannedTypes: no jobs
    Payloads = {},
    const Given extends Live<NoInfer<State>, NoInfer<Methods>, AnyValue> = object,
    Memory extends AnyMemory = never,
    Data = AnyValue,
    // biome-ignore lint/complexity/noBannedTypes: no messages
    Messages extends MessageSchemas = {},
  >(
    config: ShadowConfig<Methods, Helpers, Payloads, Data, Messages> & {
      init?(ctx: ObjectContext): State | Promise<State>
    } & ThisType<ObjectThis<State, Methods, Helpers, Payloads, Given, Memory>> &
      LiveGroup<State, Methods, Given> &
      MemoryGroup<Memory> &
      FreeMemory<NoInfer<keyof Methods | keyof Helpers>>,
  ): DurableObjectDefinition<State, Methods, Helpers, Given>
}

type ShadowConfig<Methods, Helpers, Payloads, Data, Messages> = LooseHandlers<Handlers> &
  LooseHandlers<SocketHandlers<Data, Messages, MessageOf<Messages>>> &
  MethodSettings<NamesOf<Methods>> & {
    methods?: Methods
    helpers?: Helpers
    versions?: ObjectVersions<AnyValue>
    jobs?: { [Name in keyof Payloads]: JobEntry<Payloads[Name]> }
  }

/**
 * Handlers whose results are not checked here, since they are checked in the file itself. Otherwise two
 * objects whose `fetch` calls the other's would each need the other's type to infer their own.
 */
type LooseHandlers<Handlers> = {
  [Name in keyof Handlers]: Handlers[Name] extends ((...args: infer Args) => unknown) | undefined
    ? (...args: Args) => AnyValue
    : Handlers[Name]
}

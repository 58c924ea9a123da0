import type { Register } from '@cloudwerk/durable-object'
import type { ObjectStub, OpenStub } from './object-stub.ts'

/**
 * All objects of one definition: the platform's own namespace, with stubs that have the definition's
 * methods. Ids and stubs are made without a call; an object is created by its first call.
 */
export interface ObjectNamespace<Definition> extends NamespaceOf<ObjectStub<Definition>> {
  /** The same namespace within one jurisdiction, such as `eu`. Not available locally. */
  jurisdiction(jurisdiction: DurableObjectJurisdiction): ObjectNamespace<Definition>
}

/** A namespace of an unknown definition, as before the app's types are generated. */
export interface OpenNamespace extends NamespaceOf<OpenStub> {
  /** The same namespace within one jurisdiction, such as `eu`. Not available locally. */
  jurisdiction(jurisdiction: DurableObjectJurisdiction): OpenNamespace
}

/**
 * The type of `durableObjects`: namespaces by class name, open until the app's types are generated.
 *
 * @internal
 */
export type DurableObjects = Register extends { objects: infer Known }
  ? Known
  : Readonly<Record<string, OpenNamespace>>

// `DurableObjectNamespace<T>` itself has types for pipelining that nest without end.
interface NamespaceOf<Stub>
  extends Omit<DurableObjectNamespace, 'get' | 'getByName' | 'jurisdiction'> {
  /**
   * The stub of the object with this name. A name means the same object everywhere. It can have up to
   * 1,024 bytes.
   *
   * @throws TypeError for a name that is not a string.
   * @throws DurableObjectLimitError for a longer name.
   */
  getByName(name: string, options?: DurableObjectNamespaceGetDurableObjectOptions): Stub
  /**
   * The stub of the object with this id. `locationHint` suggests where to create a new object.
   *
   * @throws TypeError for what is not an id, such as a name.
   */
  get(id: DurableObjectId, options?: DurableObjectNamespaceGetDurableObjectOptions): Stub
  /**
   * The id of the object with this name. It can have up to 1,024 bytes.
   *
   * @throws TypeError for a name that is not a string.
   * @throws DurableObjectLimitError for a longer name.
   */
  idFromName(name: string): DurableObjectId
  /**
   * The id whose `toString()` returned these 64 hex digits.
   *
   * @throws TypeError for other text, and for an id of another class.
   */
  idFromString(id: string): DurableObjectId
  /** A new id without a name. Store its `toString()`, or the object cannot be found again. */
  newUniqueId(options?: DurableObjectNamespaceNewUniqueIdOptions): DurableObjectId
}

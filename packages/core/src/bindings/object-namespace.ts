import type { Register } from '@cloudwerk/durable-object'
import type { ObjectStub, OpenStub } from './object-stub.ts'

/**
 * All objects of one definition: the platform's own namespace, whose stubs know the definition's
 * methods. Making ids and stubs costs no call; an object is made when it is first called.
 */
export interface ObjectNamespace<Definition> extends NamespaceOf<ObjectStub<Definition>> {
  /** The same namespace within one jurisdiction, such as `eu`. Not there locally. */
  jurisdiction(jurisdiction: DurableObjectJurisdiction): ObjectNamespace<Definition>
}

/** A namespace whose definition the types do not know: before they are generated. */
export interface OpenNamespace extends NamespaceOf<OpenStub> {
  /** As that of `ObjectNamespace`. */
  jurisdiction(jurisdiction: DurableObjectJurisdiction): OpenNamespace
}

/** The type of `durableObjects`: a namespace by class name, open until the app's types are generated. @internal */
export type DurableObjects = Register extends { objects: infer Known }
  ? Known
  : Readonly<Record<string, OpenNamespace>>

// `DurableObjectNamespace<T>` itself computes types for pipelining that nest without end.
interface NamespaceOf<Stub>
  extends Omit<DurableObjectNamespace, 'get' | 'getByName' | 'jurisdiction'> {
  /**
   * The stub of the object with this name: the same object wherever it is asked for.
   *
   * @throws TypeError for a name that is no string.
   */
  getByName(name: string, options?: DurableObjectNamespaceGetDurableObjectOptions): Stub
  /**
   * The stub of the object with this id. `locationHint` says where a new one should be.
   *
   * @throws TypeError for what is no id, such as a name.
   */
  get(id: DurableObjectId, options?: DurableObjectNamespaceGetDurableObjectOptions): Stub
  /**
   * The id that belongs to a name.
   *
   * @throws TypeError for a name that is no string.
   */
  idFromName(name: string): DurableObjectId
  /**
   * The id whose `toString()` gave these 64 hex digits.
   *
   * @throws TypeError for other text, and for an id of another class.
   */
  idFromString(id: string): DurableObjectId
  /** A new id without a name. Keep its `toString()`, or the object cannot be found again. */
  newUniqueId(options?: DurableObjectNamespaceNewUniqueIdOptions): DurableObjectId
}

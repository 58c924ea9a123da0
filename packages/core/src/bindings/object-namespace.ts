import type { Register } from '@cloudwerk/durable-object'
import type { ObjectStub, OpenStub } from './object-stub.ts'

/** The namespace of one object: the platform's own, whose stubs know the definition's methods. */
export interface ObjectNamespace<Definition> extends NamespaceOf<ObjectStub<Definition>> {
  /** The same objects, within one jurisdiction. */
  jurisdiction(jurisdiction: DurableObjectJurisdiction): ObjectNamespace<Definition>
}

/** The namespace of an object that the types do not know. */
export interface OpenNamespace extends NamespaceOf<OpenStub> {
  jurisdiction(jurisdiction: DurableObjectJurisdiction): OpenNamespace
}

/** The app's objects by class name; open until the app's types are generated. */
export type DurableObjects = Register extends { objects: infer Known }
  ? Known
  : Readonly<Record<string, OpenNamespace>>

// `DurableObjectNamespace<T>` itself computes types for pipelining that nest without end.
interface NamespaceOf<Stub>
  extends Omit<DurableObjectNamespace, 'get' | 'getByName' | 'jurisdiction'> {
  get(id: DurableObjectId, options?: DurableObjectNamespaceGetDurableObjectOptions): Stub
  getByName(name: string, options?: DurableObjectNamespaceGetDurableObjectOptions): Stub
}

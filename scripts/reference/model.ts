/** A doc comment. */
export interface Doc {
  /** Markdown paragraphs, separated by blank lines. */
  text: string
  /** Each entry starts with the class that is thrown. */
  throws: string[]
  example: string | undefined
}

/** A key, field or method. */
export interface Member {
  name: string
  /** The declaration, such as `broadcast(message: unknown): void`; one per overload. */
  declarations: string[]
  doc: Doc
}

/** The members of an exported type, or the keys of an options argument. */
export interface Part {
  title: string
  members: Member[]
}

/** One exported name. */
export interface Export {
  name: string
  kind: 'function' | 'constant' | 'class' | 'type'
  /** The TypeScript declaration; undefined if it would not help a reader. */
  declaration: string | undefined
  doc: Doc
  parts: Part[]
}

/** One entry point of a package. */
export interface EntryPoint {
  doc: Doc
  exports: Export[]
  /** The exports that another entry point has as well, whose page explains them. */
  also: string[]
}

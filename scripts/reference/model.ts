/** A doc comment. */
export interface Doc {
  /** Markdown: paragraphs with an empty line between them. */
  text: string
  /** Each begins with the class that is thrown. */
  throws: string[]
  example: string | undefined
}

/** A key, a field or a method. */
export interface Member {
  name: string
  /** As it is declared: `broadcast(message: unknown): void`; one for each overload. */
  declarations: string[]
  doc: Doc
}

/** Members of a type that has no section of its own: those of an options argument. */
export interface Part {
  title: string
  members: Member[]
}

/** One exported name. */
export interface Export {
  name: string
  kind: 'function' | 'constant' | 'class' | 'type'
  /** TypeScript, as a user would write it in a declaration; undefined where it says nothing. */
  declaration: string | undefined
  doc: Doc
  parts: Part[]
}

/** One entry point of a package. */
export interface EntryPoint {
  doc: Doc
  exports: Export[]
}

/** `.cloudwerk/tsconfig.json`, which the app's own extends. Paths are relative to `.cloudwerk`. */
export function appTsconfig(): string {
  return toJson({
    compilerOptions: {
      target: 'es2023',
      lib: ['es2024'],
      module: 'esnext',
      moduleResolution: 'bundler',
      types: ['@cloudflare/workers-types'],
      strict: true,
      noEmit: true,
      skipLibCheck: true,
      verbatimModuleSyntax: true,
      allowImportingTsExtensions: true,
      resolveJsonModule: true,
      // What is generated for app/objects/a.ts imports as that file does.
      rootDirs: ['..', './types'],
    },
    // Apart from `include`, which an app may replace.
    files: ['./imports.d.ts', './types/register.d.ts'],
    include: ['../app', '../*.d.ts'],
  })
}

/** `.cloudwerk/imports.d.ts`: what Vite can import and TypeScript does not know. */
export const importsFile = `// Written by cloudwerk. Do not edit.
/** A file as text: \`import page from './page.html?raw'\`. */
declare module '*?raw' {
  const text: string
  export default text
}
/** The routes of the app, for a Worker with its own \`main\`. */
declare module 'virtual:cloudwerk/worker' {
  const routes: {
    fetch(request: Request, env?: unknown, ctx?: unknown): Promise<Response>
  }
  export default routes
}
`

export interface ShadowTsconfig {
  /** Relative to the app. Undefined for an app that has none. */
  tsconfig: string | undefined
  /** Shadows, relative to `.cloudwerk/shadow`. */
  files: readonly string[]
}

/** `.cloudwerk/shadow/tsconfig.json`: the app's own options, for the shadows alone. */
export function shadowTsconfig({ tsconfig, files }: ShadowTsconfig): string {
  return toJson({
    extends: tsconfig === undefined ? '../tsconfig.json' : `../../${tsconfig}`,
    compilerOptions: {
      noEmit: false,
      declaration: true,
      emitDeclarationOnly: true,
      declarationMap: false,
      declarationDir: null,
      composite: false,
      incremental: false,
      tsBuildInfoFile: null,
      isolatedDeclarations: false,
      allowImportingTsExtensions: true,
      skipLibCheck: true,
      stripInternal: false,
      // The shadow calls another function than the one that the file imports.
      noUnusedLocals: false,
      noUnusedParameters: false,
      rootDirs: ['../..', '.'],
    },
    files: ['../imports.d.ts', './register.d.ts', ...files],
    include: ['../../*.d.ts', '../../app/**/*.d.ts'],
    exclude: [],
    references: [],
  })
}

function toJson(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`
}

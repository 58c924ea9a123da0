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
  /** Relative to the folder of the program. */
  files: readonly string[]
}

/** `.cloudwerk/shadow/tsconfig.json`: the app's own options, for the shadows alone. */
export function shadowTsconfig({ tsconfig, files }: ShadowTsconfig): string {
  return toJson({
    ...declaring(tsconfig, { rootDirs: ['../..', '.'] }),
    files: ['../imports.d.ts', './register.d.ts', ...files],
    include: ['../../*.d.ts', '../../app/**/*.d.ts'],
    exclude: [],
    references: [],
  })
}

/** `.cloudwerk/pages/tsconfig.json`: the app's own options, for the program of the pages' types. */
export function pagesTsconfig({ tsconfig, files }: ShadowTsconfig): string {
  return toJson({
    ...declaring(tsconfig, { rootDirs: ['../..', '../types'] }),
    files: ['../imports.d.ts', '../types/register.d.ts', ...files],
    include: ['../../*.d.ts', '../../app/**/*.d.ts'],
    exclude: [],
    references: [],
  })
}

/** What a program has that is only declared. */
function declaring(tsconfig: string | undefined, options: { rootDirs: string[] }): object {
  return {
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
      ...options,
    },
  }
}

function toJson(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`
}

/**
 * The classes of the objects in `app/objects`, for a Worker that has its own `main`:
 * `export * from '@cloudwerk/dev/objects'`. The `cloudwerk` plugin puts the real module here; this
 * one is what the compiler and other bundlers find.
 *
 * @throws Error when it runs, since the classes are made by the build alone.
 * @packageDocumentation
 */
throw new Error(
  "'@cloudwerk/dev/objects' is made by the build. Run the Worker with cloudwerk dev or cloudwerk build, or put cloudwerk() from '@cloudwerk/dev/vite' into the plugins of vite.config.ts.",
)

export {}

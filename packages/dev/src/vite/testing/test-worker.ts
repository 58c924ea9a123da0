// The main module of an app under test: vitest-plugin 1.4.0 takes only a real file.
export * from 'virtual:cloudwerk/worker'
export { default } from 'virtual:cloudwerk/worker'

/** The fixed places in an app's folder. Relative to it, with forward slashes. */

/** What cloudwerk writes: types, shadows, and the data of `cloudwerk start`. */
export const cloudwerkFolder = '.cloudwerk'

/** Where `cloudwerk start` keeps stored objects, unless `--data` names another directory. */
export const defaultDataDirectory: string = `${cloudwerkFolder}/data`

export const typesFolder: string = `${cloudwerkFolder}/types`
export const shadowFolder: string = `${cloudwerkFolder}/shadow`
export const pagesFolder: string = `${cloudwerkFolder}/pages`

/** Written by Cloudflare's plugin: in it is the path of the `wrangler.json` of the last build. */
export const buildPointer = '.wrangler/deploy/config.json'

/** Where Miniflare keeps the objects of `cloudwerk dev`, in a folder for each class. */
export const devObjectsFolder = '.wrangler/state/v3/do'

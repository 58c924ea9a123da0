import type { AddressInfo } from 'node:net'
import type { Plugin, ViteDevServer } from 'vite'
import { removeDevRecord, writeDevRecord } from '../../dev-server/dev-record.ts'
import { browsableUrl } from '../../start/listen-address.ts'
import type { AppContext } from '../app-context.ts'

/** Writes down where the dev server is, for `cloudwerk objects jobs`. */
export function devRecordPlugin(app: AppContext): Plugin {
  return {
    name: 'cloudwerk:dev-record',
    apply: 'serve',
    configureServer(server) {
      const { failureHeader: header } = app
      const { httpServer } = server
      if (header === undefined || !httpServer) return
      httpServer.once('listening', () => {
        writeDevRecord(app.root, { url: urlOf(server, httpServer.address()), header })
      })
      httpServer.once('close', () => removeDevRecord(app.root, header))
    },
  }
}

/** Where this machine reaches the server. */
export function urlOf({ config }: ViteDevServer, address: AddressInfo | string | null): string {
  // It listens on a port.
  const { port } = address as AddressInfo
  const host = typeof config.server.host === 'string' ? config.server.host : 'localhost'
  const url = browsableUrl({ host, port })
  return config.server.https ? url.replace('http', 'https') : url
}

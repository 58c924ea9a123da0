/** Fields of `wrangler.json` for bindings that need Cloudflare's network, and what to call them. */
const kinds: Record<string, string> = {
  kv_namespaces: 'a KV namespace',
  r2_buckets: 'an R2 bucket',
  d1_databases: 'a D1 database',
  'queues.producers': 'a queue',
  services: 'a service binding',
  ai: 'Workers AI',
  browser: 'Browser Rendering',
  images: 'Images',
  vectorize: 'a Vectorize index',
  hyperdrive: 'a Hyperdrive configuration',
  workflows: 'a workflow',
  analytics_engine_datasets: 'an Analytics Engine dataset',
  secrets_store_secrets: 'a secret of the Secrets Store',
  ratelimits: 'a rate limit',
  send_email: 'an email binding',
  dispatch_namespaces: 'a dispatch namespace',
  mtls_certificates: 'a client certificate',
  pipelines: 'a pipeline',
  version_metadata: 'version metadata',
}

/** Fields whose keys the user chooses, so that one may be called `binding`; and static files. */
const notBindings = new Set(['vars', 'exports', 'define', 'alias', 'assets'])

/** One line for each binding or event of the app that bare workerd does not support. */
export function formatUnsupported(config: Readonly<Record<string, unknown>>): string[] {
  return [...formatBindings(config), ...formatForeignObjects(config), ...formatEvents(config)]
}

function formatBindings(config: Readonly<Record<string, unknown>>): string[] {
  const queues = recordOf(config.queues)
  const fields = { ...config, 'queues.producers': queues.producers }
  return Object.entries(fields).flatMap(([field, value]) => {
    // Fields of later versions of Wrangler are recognised by their shape.
    const kind = kinds[field] ?? `of the kind "${field}"`
    const entries = Array.isArray(value) ? value : [value]
    return entries.flatMap((entry) => {
      const { binding, name } = recordOf(entry)
      const named = binding ?? (field in kinds ? name : undefined)
      return typeof named === 'string' && !notBindings.has(field) ? [missing(named, kind)] : []
    })
  })
}

function formatForeignObjects(config: Readonly<Record<string, unknown>>): string[] {
  return listOf(recordOf(config.durable_objects).bindings).flatMap((entry) => {
    const { name, class_name, script_name } = recordOf(entry)
    if (typeof script_name !== 'string') return []
    return [missing(String(name), `the object ${class_name} of another Worker, ${script_name}`)]
  })
}

function formatEvents(config: Readonly<Record<string, unknown>>): string[] {
  const crons = listOf(recordOf(config.triggers).crons)
  const consumed = listOf(recordOf(config.queues).consumers)
  return [
    ...crons.map((cron) => `The cron trigger ${cron} does not fire under cloudwerk start.`),
    ...consumed.map(
      (entry) => `The queue ${recordOf(entry).queue} is not consumed under cloudwerk start.`,
    ),
  ]
}

function missing(binding: string, kind: string): string {
  return `env.${binding} is ${kind}, which cloudwerk start cannot serve: it is undefined here.`
}

function recordOf(value: unknown): Record<string, unknown> {
  // Any object can be read by key; what is found is checked where it is used.
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : []
}

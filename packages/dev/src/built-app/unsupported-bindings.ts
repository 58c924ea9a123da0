/** Fields of `wrangler.json` with bindings that need Cloudflare's network, and what to call them. */
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

/** Fields with keys that the user chooses, `binding` perhaps among them, and static files. */
const notBindings = new Set(['vars', 'exports', 'define', 'alias', 'assets'])

/** One line for each thing that the app asks for and bare workerd cannot serve. */
export function describeUnsupported(config: Readonly<Record<string, unknown>>): string[] {
  return [...describeBindings(config), ...describeForeignObjects(config), ...describeRest(config)]
}

function describeBindings(config: Readonly<Record<string, unknown>>): string[] {
  const queues = recordOf(config.queues)
  const fields = { ...config, 'queues.producers': queues.producers }
  return Object.entries(fields).flatMap(([field, value]) => {
    // Fields that no version of Wrangler had when this was written are known by their shape.
    const kind = kinds[field] ?? `of the kind "${field}"`
    const entries = Array.isArray(value) ? value : [value]
    return entries.flatMap((entry) => {
      const { binding, name } = recordOf(entry)
      const named = binding ?? (field in kinds ? name : undefined)
      return typeof named === 'string' && !notBindings.has(field) ? [missing(named, kind)] : []
    })
  })
}

function describeForeignObjects(config: Readonly<Record<string, unknown>>): string[] {
  return listOf(recordOf(config.durable_objects).bindings).flatMap((entry) => {
    const { name, class_name, script_name } = recordOf(entry)
    if (typeof script_name !== 'string') return []
    return [missing(String(name), `the object ${class_name} of another Worker, ${script_name}`)]
  })
}

function describeRest(config: Readonly<Record<string, unknown>>): string[] {
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

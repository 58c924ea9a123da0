import { fieldsOf } from './fields.ts'

interface BindingKind {
  /** The type of the binding in `env`, as TypeScript. */
  type: string
  /** What it is, for people. Undefined for the one kind that `cloudwerk start` serves. */
  called: string | undefined
}

/** By the field of the Wrangler configuration that lists them; a dot leads into an object. */
const kinds: Readonly<Record<string, BindingKind>> = {
  agent_memory: { type: 'any', called: 'an agent memory' },
  ai: { type: 'Ai', called: 'Workers AI' },
  ai_search: { type: 'AiSearchInstance', called: 'an AI Search instance' },
  ai_search_namespaces: { type: 'AiSearchNamespace', called: 'an AI Search namespace' },
  analytics_engine_datasets: {
    type: 'AnalyticsEngineDataset',
    called: 'an Analytics Engine dataset',
  },
  assets: { type: 'Fetcher', called: undefined },
  browser: { type: 'BrowserRun', called: 'Browser Rendering' },
  d1_databases: { type: 'D1Database', called: 'a D1 database' },
  dispatch_namespaces: { type: 'DispatchNamespace', called: 'a dispatch namespace' },
  hyperdrive: { type: 'Hyperdrive', called: 'a Hyperdrive configuration' },
  images: { type: 'ImagesBinding', called: 'Images' },
  kv_namespaces: { type: 'KVNamespace', called: 'a KV namespace' },
  media: { type: 'MediaBinding', called: 'Media Transformations' },
  mtls_certificates: { type: 'Fetcher', called: 'a client certificate' },
  pipelines: { type: 'any', called: 'a pipeline' },
  'queues.producers': { type: 'Queue', called: 'a queue' },
  r2_buckets: { type: 'R2Bucket', called: 'an R2 bucket' },
  ratelimits: { type: 'RateLimit', called: 'a rate limit' },
  secrets_store_secrets: { type: 'SecretsStoreSecret', called: 'a secret of the Secrets Store' },
  send_email: { type: 'SendEmail', called: 'an email binding' },
  services: { type: 'Fetcher', called: 'a service binding' },
  'unsafe.bindings': { type: 'any', called: 'an unsafe binding' },
  vectorize: { type: 'Vectorize', called: 'a Vectorize index' },
  version_metadata: { type: 'WorkerVersionMetadata', called: 'version metadata' },
  vpc_services: { type: 'Fetcher', called: 'a VPC service' },
  workflows: { type: 'Workflow', called: 'a workflow' },
}

/** Fields whose keys the user chooses: `binding` may be one of them. */
const freeFields = new Set(['vars', 'exports', 'define', 'alias'])

export interface Binding extends BindingKind {
  name: string
}

/** The bindings of one level of a configuration, other than those to objects. */
export function listBindings(config: Readonly<Record<string, unknown>>): Binding[] {
  const nested = Object.keys(kinds)
    .filter((field) => field.includes('.'))
    .map((field): [string, unknown] => [field, valueAt(config, field)])
  const fields = Object.entries(config).filter(([field]) => !freeFields.has(field))
  return [...fields, ...nested].flatMap(([field, value]) => {
    // A newer Wrangler has kinds that are not in the table, which are known by their shape.
    const kind = kinds[field] ?? { type: 'any', called: `of the kind "${field}"` }
    const entries = Array.isArray(value) ? value : [value]
    return entries.flatMap((entry) => {
      const { binding, name } = fieldsOf(entry)
      const named = binding ?? (field in kinds ? name : undefined)
      return typeof named === 'string' ? [{ ...kind, name: named }] : []
    })
  })
}

function valueAt(config: unknown, field: string): unknown {
  return field.split('.').reduce((value, key) => fieldsOf(value)[key], config)
}

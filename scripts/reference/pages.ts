/** Types that users never import: the title of their section, and the prefix of their members. */
export const displayNames: Readonly<Record<string, { title: string; prefix: string }>> = {
  BuiltIns: { title: 'this', prefix: 'this.' },
  ObjectContext: { title: 'this.ctx', prefix: 'ctx.' },
  ObjectSql: { title: 'this.ctx.sql', prefix: 'sql.' },
  SqlStatement: { title: 'Prepared statements', prefix: 'statement.' },
  ObjectNamespace: { title: 'Namespaces', prefix: 'durableObjects.Counter.' },
  ObjectStub: { title: 'Stubs', prefix: '' },
  TestObject: { title: 'A test object', prefix: 'object.' },
  TestTime: { title: 'The time of a test', prefix: 'time.' },
}

/** The groups in which the keys of an argument are shown, by the function. Each key is in one of them. */
export const keyGroups: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  defineDurableObject: {
    State: ['name', 'schema', 'init', 'createOn', 'start', 'memory', 'versions'],
    Calls: ['methods', 'helpers', 'calls'],
    'Requests and sockets': [
      ...['fetch', 'sockets', 'webSocketMessage', 'webSocketClose', 'webSocketError', 'live'],
    ],
    Time: ['alarm', 'schedules', 'jobs', 'expires'],
    Limits: ['sqlite', 'limits', 'callTimeout', 'holdLimit', 'groupCommit'],
  },
}

/** Types whose members are listed elsewhere in the reference. */
export const withoutMembers: readonly string[] = ['DurableObjectDefinition', 'OpenNamespace']

/** The sections of the docs that explain an export. */
export const shownIn: Readonly<Record<string, readonly Link[]>> = {
  defineDurableObject: [
    { text: 'the guide', target: '../guide/objects.md' },
    { text: 'what is promised', target: '../how-it-works.md#what-is-promised' },
  ],
  BuiltIns: [
    { text: 'WebSockets', target: '../guide/websockets.md' },
    { text: 'slow work', target: '../guide/slow-work.md' },
    { text: 'rules that surprise', target: '../troubleshooting.md#rules-that-surprise' },
  ],
  ObjectContext: [
    { text: 'storage and SQL', target: '../guide/storage.md' },
    { text: 'alarms', target: '../guide/alarms.md' },
    { text: 'limits', target: '../limits.md' },
  ],
  ObjectSql: [{ text: 'the guide', target: '../guide/storage.md' }],
  DurableObjectError: [
    { text: 'the guide', target: '../guide/calls.md#errors' },
    { text: 'troubleshooting', target: '../troubleshooting.md#errors-of-objects' },
  ],
  testObject: [{ text: 'the guide', target: '../guide/tests.md' }],
  testTime: [{ text: 'the guide', target: '../guide/tests.md#time' }],
  fetchApp: [{ text: 'the guide', target: '../guide/tests.md' }],
  durableObjects: [{ text: 'the guide', target: '../guide/calls.md' }],
  RouteContext: [{ text: 'the guide', target: '../guide/calls.md' }],
  toDurableObjectClass: [{ text: 'coming from', target: '../coming-from.md#raw-durable-objects' }],
  cloudwerk: [
    { text: 'tests', target: '../guide/tests.md' },
    { text: 'what differs between dev, tests and production', target: '../differences.md' },
  ],
}

/** The sections of the docs that explain a command. */
export const commandsShownIn: Readonly<Record<string, readonly Link[]>> = {
  'cloudwerk start': [{ text: 'self-hosting', target: '../self-hosting.md' }],
  'cloudwerk deploy': [{ text: 'deployment', target: '../deployment.md' }],
  'cloudwerk dev': [{ text: 'errors in dev', target: '../troubleshooting.md#errors-in-dev' }],
  'create-cloudwerk': [{ text: 'the guide', target: '../guide/first-app.md' }],
}

export interface Link {
  text: string
  target: string
}

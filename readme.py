import re
p='README.md'; s=open(p).read()
def r(a,b,n=1):
    global s
    assert s.count(a)>=1,(a)
    s=s.replace(a,b)
r('''Node 20 or newer and npm are all that is needed: the rest is installed by the two commands. When
`npm start` says that it is ready, open http://127.0.0.1:8787: a chat, a counter and eleven more
examples to try. Or, in a second terminal:
''','''All you need is Node 20 or newer and npm; the two commands install the rest. When `npm start` says
that it is ready, open http://127.0.0.1:8787: a chat, a counter and eleven more examples to try. Or,
in a second terminal:
''')
r('the counter goes on at 15','the counter continues from 10')
r('''A Durable Object is one small stateful server for one thing: a cart, a room, a document. You write
''','''A Durable Object is a small stateful server for one thing: a cart, a room, a document. You write
''')
r('''A handler that throws leaves nothing; one that succeeds leaves all of it, in one commit, before anyone
sees it: its state, keys, SQL rows, alarm and broadcasts.

Nothing is registered by hand: `cloudwerk dev` finds both, runs them on the real runtime and
follows your edits. `cloudwerk build` and `cloudwerk start` serve the app on a machine of yours,
`cloudwerk deploy` puts the same build on Cloudflare's network.

`cloudwerk objects list | info | migrate | delete-data` show the objects and settle what becomes of
stored ones when their code is renamed or removed (`repair-alarms` is for
[restored backups](docs/self-hosting.md#backup-while-it-runs)); commit the `wrangler.jsonc` that the
first build makes. `cloudwerk types --check` checks what an editor cannot see. A Worker with a `main` of its own
adds objects with one line: [examples/hono-worker](examples/hono-worker).
''','''A handler that throws changes nothing. If it succeeds, everything that it changed (state, keys, SQL
rows, alarm) is stored in one commit before anyone sees the answer or a broadcast.

Nothing is registered by hand: `cloudwerk dev` finds both files, runs them on the real runtime and
reloads them as you edit. `cloudwerk build` and `cloudwerk start` serve the app on your own machine;
`cloudwerk deploy` puts the same build on Cloudflare's network.

`cloudwerk objects list | info | migrate | delete-data` list the objects and decide what happens to
stored ones when their class is renamed or removed (`repair-alarms` is for
[restored backups](docs/self-hosting.md#backup-while-it-runs)). Commit the `wrangler.jsonc` that the
first build creates: it records those classes. `cloudwerk types --check` finds type errors that an
editor cannot see. A Worker that has its own `main` adds objects with one line:
[examples/hono-worker](examples/hono-worker).
''')
r('''Each folder of [`examples/`](examples) is an app of its own: [counter]''','''[`examples/`](examples) has a small app for each pattern: [counter]''')
r('''[job queue](examples/job-queue), [idempotency keys](examples/idempotency). `npm run dev` in one of
them serves it with live reload.
''','''[job queue](examples/job-queue), [idempotency keys](examples/idempotency). Run `npm run dev` in one
of these folders to serve it with live reload.

To start from one, copy its folder. The pages of chat, document and presence also use
[examples/shared](examples/shared), which says how to copy those.
''')
r('''`defineDurableObject`, the errors, and the runtime that makes native classes |''','''`defineDurableObject`, the errors, and the runtime that turns definitions into native classes |''')
r('''Users need Node 22.12 or newer. [ARCHITECTURE.md](ARCHITECTURE.md) shows how it fits together,
[CONTRIBUTING.md](CONTRIBUTING.md) how to work on it, [CHANGELOG.md](CHANGELOG.md) what users get.
''','''Apps need Node 22.12 or newer. [ARCHITECTURE.md](ARCHITECTURE.md) shows how the packages fit together,
[CONTRIBUTING.md](CONTRIBUTING.md) how to work on them, [decisions](decisions) why they are as they
are, and [CHANGELOG.md](CHANGELOG.md) what users get.
''')
open(p,'w').write(s)

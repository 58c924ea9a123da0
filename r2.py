p='README.md'; s=open(p).read()
s=s.replace("Kill the server with `kill -9`, run `npm start` again, and the counter continues from 10.","Kill the server with `kill -9`, run `npm start` again, and the next call returns 15.")
a='''A handler that throws changes nothing. If it succeeds, everything that it changed (state, keys, SQL
rows, alarm) is stored in one commit before anyone sees the answer or a broadcast.
'''
assert a in s
s=s.replace(a,'''A handler that throws leaves nothing behind; one that succeeds takes effect as a whole (state, keys, SQL
rows, alarm, broadcasts), in one commit, before anyone sees a result.
''')
open(p,'w').write(s)

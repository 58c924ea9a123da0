import { defineDurableObject } from '@cloudwerk/durable-object'

export interface AnalyticsEvent {
  id: number
  name: string
  properties: string | null
  timestamp: number
}

/** The events of one site, in SQL: counted and searched without loading them into memory. */
export default defineDurableObject({
  sqlite: true,
  calls: { reads: ['getRecentEvents', 'getEventCounts', 'getHours', 'getTotal'] },

  init(ctx) {
    ctx.sql.run(`
      CREATE TABLE events (
        id INTEGER PRIMARY KEY,
        name TEXT NOT NULL,
        properties TEXT,
        timestamp INTEGER NOT NULL
      );
      CREATE INDEX events_by_time ON events (timestamp, name);
    `)
    return { total: 0 }
  },

  methods: {
    async trackEvent(name: string, properties?: Record<string, unknown>, timestamp = Date.now()) {
      this.ctx.sql.run('INSERT INTO events (name, properties, timestamp) VALUES (?, ?, ?)', [
        name,
        properties ? JSON.stringify(properties) : null,
        timestamp,
      ])
      this.state.total += 1
    },

    async getRecentEvents(limit = 100) {
      return this.ctx.sql
        .exec<AnalyticsEvent & Record<string, SqlStorageValue>>(
          'SELECT * FROM events ORDER BY timestamp DESC, id DESC LIMIT ?',
          limit,
        )
        .toArray()
        .map(({ properties, ...event }) => ({
          ...event,
          properties: properties === null ? {} : (JSON.parse(properties) as object),
        }))
    },

    async getEventCounts(since: number) {
      return this.ctx.sql
        .exec<{ name: string; count: number }>(
          'SELECT name, COUNT(*) AS count FROM events WHERE timestamp > ? GROUP BY name ORDER BY name',
          since,
        )
        .toArray()
    },

    /** Counts per hour and name, the latest hour first. */
    async getHours(since: number) {
      return this.ctx.sql
        .exec<{ hour: string; name: string; count: number }>(
          `SELECT strftime('%Y-%m-%dT%H:00Z', timestamp / 1000, 'unixepoch') AS hour, name,
             COUNT(*) AS count
           FROM events WHERE timestamp > ? GROUP BY hour, name ORDER BY hour DESC, name`,
          since,
        )
        .toArray()
    },

    /** Deletes older events and returns how many there were. */
    async forgetBefore(timestamp: number) {
      const before = this.ctx.sql
        .exec<{ count: number }>(
          'SELECT COUNT(*) AS count FROM events WHERE timestamp < ?',
          timestamp,
        )
        .one().count
      this.ctx.sql.run('DELETE FROM events WHERE timestamp < ?', timestamp)
      return before
    },

    /** Of all time, including events that have been deleted. */
    async getTotal() {
      return this.state.total
    },
  },
})

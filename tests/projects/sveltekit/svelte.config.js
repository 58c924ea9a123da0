import adapter from '@sveltejs/adapter-cloudflare'

export default {
  kit: {
    adapter: adapter(),
    typescript: {
      // Relative to .svelte-kit.
      config: ({ include }) => void include.push('../app/**/*.ts', '../.cloudwerk/types/**/*.d.ts'),
    },
  },
}

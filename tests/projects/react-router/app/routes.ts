import { index, type RouteConfig, route } from '@react-router/dev/routes'

export default [
  index('routes/home.tsx'),
  route('counter/:name', 'routes/counter/route.tsx'),
  route('room/:name', 'routes/room/route.ts'),
] satisfies RouteConfig

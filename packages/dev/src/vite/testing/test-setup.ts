// Runs before each test file. It loads none of the app's files, so that vi.mock can still replace what
// they import.
import 'virtual:cloudwerk/test-setup'

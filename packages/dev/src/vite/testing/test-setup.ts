// Runs before each test file. It loads none of the app's files, so that vi.mock of what they import
// comes in time.
import 'virtual:cloudwerk/test-setup'

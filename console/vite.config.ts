import tailwindcss from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

/**
 * Builds the console into `console/dist`, which the HTTP edge serves at `/`. While developing, `vite console`
 * forwards the API to a running server, so that the page always talks to one origin.
 */
export default defineConfig({
  base: '/',
  plugins: [react(), tailwindcss()],
  build: { target: 'es2023', outDir: 'dist', emptyOutDir: true },
  server: { proxy: { '/v1': 'http://127.0.0.1:7700' } },
})

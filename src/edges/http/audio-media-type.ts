import { extname } from 'node:path'

/** What a player is told of an audio file. The name says it: a library takes files by their content, whatever they are called. */
const mediaTypes: Readonly<Record<string, string>> = {
  '.mp3': 'audio/mpeg',
  '.flac': 'audio/flac',
  '.ogg': 'audio/ogg',
  '.oga': 'audio/ogg',
  '.opus': 'audio/ogg',
  '.m4a': 'audio/mp4',
  '.aac': 'audio/aac',
  '.wav': 'audio/wav',
  '.aif': 'audio/aiff',
  '.aiff': 'audio/aiff',
}

export const audioMediaType = (path: string): string =>
  mediaTypes[extname(path).toLowerCase()] ?? 'application/octet-stream'

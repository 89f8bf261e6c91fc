// SPDX-License-Identifier: GPL-3.0-or-later
// Which files may be sent at all.
import { formatBytes, t } from './i18n.svelte';

/** `page` is whatever may hold text, `photo` a picture alone. */
export type Kind = 'page' | 'photo';

/** What the server reads, by type and by name: some browsers know no type for some of these. */
const TYPES = /^image\/(jpeg|png|webp|tiff|gif|bmp|x-ms-bmp|heic|heif|avif)$/;
const NAMES = /\.(jpe?g|png|webp|tiff?|gif|bmp|heic|heif|avif)$/i;
const PDF_NAME = /\.pdf$/i;

/** For `accept` of file inputs. */
export const ACCEPT: Readonly<Record<Kind, string>> = {
  page: 'image/*,application/pdf,.heic,.heif,.avif,.tif,.tiff',
  photo: 'image/*,.heic,.heif,.avif,.tif,.tiff',
};

/** Why this file need not even be sent, or null. */
export function refuse(
  file: Pick<File, 'name' | 'type' | 'size'>,
  maxBytes: number | null,
  kind: Kind,
): string | null {
  const picture = TYPES.test(file.type) || NAMES.test(file.name);
  const pdf = file.type === 'application/pdf' || PDF_NAME.test(file.name);
  if (!picture && !(pdf && kind === 'page')) return t('check.type');
  if (file.size === 0) return t('check.empty_file');
  if (maxBytes !== null && file.size > maxBytes) {
    return t('check.too_large', { size: formatBytes(maxBytes) });
  }
  return null;
}

// Finds a QR code: by the camera, or in a photo. The browser's own detector where there is one, else jsQR.
const LARGEST = 1280;
const PAUSE = 120;

let detector;
async function ownDetector() {
  if (detector === undefined) {
    detector = null;
    try {
      const known = 'BarcodeDetector' in globalThis ? await globalThis.BarcodeDetector.getSupportedFormats() : [];
      if (known.includes('qr_code')) detector = new globalThis.BarcodeDetector({ formats: ['qr_code'] });
    } catch { /* then ours */ }
  }
  return detector;
}

function drawn(source, width, height, largest) {
  const scale = Math.min(1, largest / Math.max(width, height));
  const canvas = document.createElement('canvas');
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(height * scale);
  canvas.getContext('2d', { willReadFrequently: true }).drawImage(source, 0, 0, canvas.width, canvas.height);
  return canvas;
}

async function codeOn(canvas) {
  const own = await ownDetector();
  if (own) {
    try {
      const [found] = await own.detect(canvas);
      if (found) return found.rawValue;
    } catch { /* then ours */ }
  }
  const pixels = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
  const found = globalThis.jsQR(pixels.data, pixels.width, pixels.height);
  return found ? found.data : null;
}

export async function codeInPhoto(file) {
  const picture = await createImageBitmap(file);
  for (const largest of [LARGEST, 2400, 800]) {
    const found = await codeOn(drawn(picture, picture.width, picture.height, largest));
    if (found) return found;
  }
  return null;
}

export const hasCamera = () => Boolean(navigator.mediaDevices && navigator.mediaDevices.getUserMedia);

// Shows the camera in `video` until a code is seen; resolves to its text, or null once `signal` says stop.
export async function codeByCamera(video, signal) {
  const stream = await navigator.mediaDevices.getUserMedia({
    video: { facingMode: 'environment', width: { ideal: 1920 }, height: { ideal: 1080 } },
  });
  try {
    video.srcObject = stream;
    await video.play();
    while (!signal.aborted) {
      if (video.videoWidth) {
        const found = await codeOn(drawn(video, video.videoWidth, video.videoHeight, LARGEST));
        if (found) return found;
      }
      await new Promise((go) => { setTimeout(go, PAUSE); });
    }
    return null;
  } finally {
    stream.getTracks().forEach((track) => track.stop());
    video.srcObject = null;
  }
}

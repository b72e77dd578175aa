<?php
// The certificate of the bench as TCPDF prints it: one file of many pages, or a file for each.
// php tcpdf.php FONT FOLDER (records as JSON lines on standard input) -> seconds as JSON.
require_once 'tcpdf/tcpdf.php';

[, $font, $folder] = $argv;
if (!defined('K_PATH_FONTS')) {
    define('K_PATH_FONTS', $folder . '/');
}
$family = TCPDF_FONTS::addTTFfont($font, 'TrueTypeUnicode', '', 32, $folder . '/');
$records = array_map(fn ($line) => json_decode($line, true), file('php://stdin', FILE_IGNORE_NEW_LINES));

$start = microtime(true);
$pdf = new TCPDF('L', 'mm', 'A4', true, 'UTF-8', false);
$pdf->setPrintHeader(false);
$pdf->setPrintFooter(false);
$pdf->setMargins(0, 0, 0);
$pdf->setAutoPageBreak(false);
$pdf->setFontSubsetting(true);
$metrics = $folder . '/' . $family . '.php';
$pdf->AddFont($family, '', $metrics);
foreach ($records as $one) {
    $pdf->AddPage();
    $pdf->setLineStyle(['width' => 1.3, 'color' => [138, 106, 47]]);
    $pdf->Rect(9, 9, 279, 192);
    $pdf->setLineStyle(['width' => 0.3, 'color' => [138, 106, 47]]);
    $pdf->Rect(11.4, 11.4, 274.2, 187.2);
    $pdf->setTextColor(160, 28, 28);
    place($pdf, $family, 44, 0, 25, 297, 'C', '结业证书');
    $pdf->setTextColor(0, 0, 0);
    place($pdf, $family, 12, 34, 49, 229, 'R', '证书编号：' . $one['number']);
    place($pdf, $family, 20, 80, 60, 183, 'L', $one['name']);
    place($pdf, $family, 14, 80, 73, 183, 'L', $one['sex_and_document']);
    $pdf->setFont($family, '', 18);
    $pdf->MultiCell(183, 0, '　　' . $one['sentence'], 0, 'J', false, 1, 80, 84);
    place($pdf, $family, 18, 80, 132, 183, 'L', '　　特发此证。');
    $pdf->write2DBarcode($one['code'], 'QRCODE,M', 34, 155, 30, 30, ['padding' => 4]);
    $pdf->setFont($family, '', 8);
    $pdf->MultiCell(84, 0, '扫描二维码，或登录以下网址核验本证书：' . $one['verify_url'], 0, 'L', false, 1, 67, 165);
    place($pdf, $family, 16, 158, 160, 105, 'C', $one['issuer']);
    place($pdf, $family, 16, 158, 176, 105, 'C', $one['issued_on']);
}
$made = $pdf->Output('', 'S');
$seconds = microtime(true) - $start;
file_put_contents($folder . '/tcpdf.pdf', $made);
echo json_encode(['seconds' => $seconds, 'bytes' => strlen($made), 'pages' => count($records),
    'peak_mb' => memory_get_peak_usage(true) / 1048576]), "\n";

function place(TCPDF $pdf, string $family, float $size, float $x, float $y, float $width, string $align, string $text): void
{
    $pdf->setFont($family, '', $size);
    $pdf->setXY($x, $y);
    $pdf->Cell($width, 0, $text, 0, 0, $align);
}

-- A file loaded anew from its place replaces its quarantine and what was found in it; then its shop, and the file's own
-- line of the ledger.
-- grain: one loaded file
delete from target.kept.rejects
where file_key in (select file_key from target.kept.files where place = md5($path) and kind = $kind);

delete from target.kept.findings
where file_key in (select file_key from target.kept.files where place = md5($path) and kind = $kind);

insert into target.kept.shops
select $shop_key, $platform, $shop
where not exists (select 1 from target.kept.shops where shop_key = $shop_key);

insert into target.kept.files (
    file_key, sha256, size, name, shop, kind, dialect, encoding, basis, physical_lines, title_lines, header_lines,
    blank_lines, total_lines, loaded_lines, padded_lines, follow_up_lines, never_paid_lines, skipped_lines,
    unchanged_lines, older_lines, quarantined_lines, records, net_total, first_day, last_day, loaded_at, version,
    said, platform, tells_refunds, place, forgotten_lines
)
values (
    $file_key, $sha256, $size, $name, $shop, $kind, $dialect, $encoding, $basis, $physical, $title, $header,
    $blank, $total, $loaded, $padded, $follow_up, $never_paid, $skipped,
    $unchanged, $older, $quarantined, $records, $net_total, $first_day, $last_day, $loaded_at, $version,
    $said, $platform, $has_refunds, md5($path), $forgotten
);

-- Which item line of its order a refund case is of, by the platform's number of it, and the word for its state where that is
-- not decided or not known. Of what was loaded before neither is known.
alter table refunds add column line_text varchar;

alter table refunds add column status_raw varchar;

-- whether a column of the file has refunds; of what was loaded before it is known only where it was reported that none does
alter table files add column tells_refunds boolean;

update files set tells_refunds = false where file_key in (select file_key from findings where code = 'refunds_untold')

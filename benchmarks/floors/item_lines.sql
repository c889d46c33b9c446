-- F1 of a log of item lines: the seven columns that the product reads, typed by the reader itself.
-- Grain: item line.
create table item_lines as
select "order", "buyer", "time", "sku", "title", "quantity", "unit_price"
from read_csv(
    $file,
    auto_detect = false, header = true, delim = ',', quote = '"', escape = '"', new_line = '\n', strict_mode = true,
    columns = {
        'order': 'varchar', 'buyer': 'varchar', 'time': 'timestamp', 'sku': 'varchar', 'title': 'varchar',
        'quantity': 'integer', 'unit_price': 'decimal(18, 2)'
    }
)

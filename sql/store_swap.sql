-- store_swap: a table makes room for its next form
RENAME TABLE :table TO :old, :new TO :table
